import { rules } from './eslint.config.js';

export default rules({ typedComponents: true });
