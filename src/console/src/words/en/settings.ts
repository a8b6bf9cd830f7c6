import type { Same } from '../same';
import type { settings as zh } from '../zh/settings';

export const settings: Same<typeof zh> = {
  title: 'Settings',
  description: 'As the answering instance runs, from its configuration file. To change one, edit the file and reload.',
  version: 'Version',
  search: 'Filter settings',
  noMatch: 'No setting matches',
  name: 'Setting',
  value: 'Value',
  empty: 'empty',
  general: 'General',
  instances: 'Instances',
  instancesNote: 'Heard of in the last minute',
};
