import { asPublic } from '../following.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ ...(await asPublic(event)), wide: true });
