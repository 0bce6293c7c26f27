export { castAnswer, recordAnswer, type AnswerReceipt } from './answer-question.ts';
export { castAnswerForDevice, castSecretAnswer } from './cast-secret-answer.ts';
export {
	closeQuestion,
	pauseQuestion,
	resumeQuestion,
	showQuestion,
	voidQuestion,
} from './close-question.ts';
export { resolveObjection } from './resolve-objection.ts';
export { recordQuestionHands } from './question-hands.ts';
export { openPractice, openQuestion } from './open-question.ts';
export {
	changeQuestion,
	prepareQuestion,
	removeQuestion,
	scheduleQuestion,
} from './prepare-question.ts';
