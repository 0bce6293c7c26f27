export { proposeAmendment, settleAmendment, takeEarlier } from './amendments.ts';
export { castBallot, recordBallot, type Receipt } from './cast-ballot.ts';
export { closePoll, showResult } from './close-poll.ts';
export { answerConsensus, openConsensus, settleConsensus } from './consensus.ts';
export { lodgeMotion } from './lodge-motion.ts';
export { actOnMotion } from './motion-acts.ts';
export { openPoll } from './open-poll.ts';
export { voidPoll } from './void-poll.ts';
