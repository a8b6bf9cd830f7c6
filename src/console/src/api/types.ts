// Short names for what the contract (src/api/openapi.yaml) defines.
import type { components, operations } from './schema';

type Schemas = components['schemas'];

export type Account = Schemas['Account'];
export type AccountChange = Schemas['AccountChange'];
export type Role = Account['role'];
export type ConsoleSession = Schemas['ConsoleSession'];
export type AccessToken = Schemas['AccessToken'];
export type TokenScope = Schemas['TokenScope'];
export type Merchant = Schemas['Merchant'];
export type MerchantDetail = operations['merchant']['responses'][200]['content']['application/json'];
export type TokenHealth = Merchant['token']['health'];
export type ApiKey = Schemas['ApiKey'];
export type Invitation = Schemas['Invitation'];
export type Overview = Schemas['Overview'];
export type Instance = Schemas['Instance'];
export type TriedQuery = Schemas['TriedQuery'];
export type Selector = Schemas['Selector'];
export type RecordKind = Schemas['RecordKind'];
export type RecordOutcome = Schemas['RecordOutcome'];
export type FoundRecord = Schemas['FoundRecord'];
export type Receipt = Schemas['Receipt'];
export type Stream = Schemas['Stream'];
export type StreamDetail = operations['stream']['responses'][200]['content']['application/json'];
export type Checkpoint = StreamDetail['checkpoints'][number];
export type Export = Schemas['Export'];
export type SessionAnswer = operations['session']['responses'][200]['content']['application/json'];
export type HistogramBar = operations['recordHistogram']['responses'][200]['content']['application/json']['bars'][number];
