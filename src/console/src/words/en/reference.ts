import type { Same } from '../same';
import type { reference as zh } from '../zh/reference';

export const reference: Same<typeof zh> = {
  title: 'Reference',
};
