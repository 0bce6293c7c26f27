// The process that `npm start` makes, without its pages: for load and fault tests.
import { readConfig } from '#server/platform/config.ts';
import { startApp } from '#server/start-app.ts';
import { serve } from './support/serve.ts';

const { app, stop } = await startApp(readConfig(process.env));
await serve(app, stop);
