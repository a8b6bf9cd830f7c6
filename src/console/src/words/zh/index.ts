import { audit } from './audit';
import { common } from './common';
import { overview } from './overview';
import { reference } from './reference';
import { shell } from './shell';

export const zh = { common, shell, overview, audit, reference };
