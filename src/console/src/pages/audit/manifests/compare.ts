// A manifest's streams beside those that the gateway tells of now.
import type { Stream } from '../../../api/types';
import type { ManifestStream } from '../../../proof/manifest';

export interface Compared {
  id: string;
  listed: ManifestStream | undefined;
  told: Stream | undefined;
  same: boolean;
}

export function compareStreams(listed: readonly ManifestStream[], told: readonly Stream[]): Compared[] {
  const ids = [...new Set([...listed.map(({ stream }) => stream), ...told.map(({ id }) => id)])].sort();
  return ids.map((id) => {
    const one = listed.find(({ stream }) => stream === id);
    const other = told.find((stream) => stream.id === id);
    // The newest checkpoint of a stream that is listed signs all of it.
    const same = one !== undefined && other !== undefined && one.size === BigInt(other.size) && one.root === other.root;
    return { id, listed: one, told: other, same };
  });
}
