import type { Words } from '../words';
import { account } from './account';
import { audit } from './audit';
import { codes } from './codes';
import { common } from './common';
import { keys } from './keys';
import { merchants } from './merchants';
import { overview } from './overview';
import { query } from './query';
import { reference } from './reference';
import { settings } from './settings';
import { shell } from './shell';
import { staff } from './staff';

export const en: Words = { account, audit, codes, common, keys, merchants, overview, query, reference, settings, shell, staff };
