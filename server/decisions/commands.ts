export { castBallot, recordBallot, type Receipt } from './cast-ballot.ts';
export { closePoll, showResult } from './close-poll.ts';
export { lodgeMotion } from './lodge-motion.ts';
export { openPoll } from './open-poll.ts';
