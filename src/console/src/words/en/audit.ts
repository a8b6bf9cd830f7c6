import type { Same } from '../same';
import type { audit as zh } from '../zh/audit';

export const audit: Same<typeof zh> = {
  title: 'Audit log',
};
