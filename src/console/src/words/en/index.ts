import type { Words } from '../words';
import { audit } from './audit';
import { common } from './common';
import { overview } from './overview';
import { reference } from './reference';
import { shell } from './shell';

export const en: Words = { common, shell, overview, audit, reference };
