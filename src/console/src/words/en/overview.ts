import type { Same } from '../same';
import type { overview as zh } from '../zh/overview';

export const overview: Same<typeof zh> = {
  title: 'Overview',
};
