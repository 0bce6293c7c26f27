// The process that `npm start` makes, without its pages: for load and fault tests. See support/serve.ts.
import { serve } from './support/serve.ts';

await serve();
