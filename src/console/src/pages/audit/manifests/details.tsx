import { DownloadIcon } from 'tdesign-icons-react';
import { api, call } from '../../../api/client';
import { useLoad } from '../../../api/use-load';
import { Button } from '../../../parts/button';
import { CopyBlock, CopyId } from '../../../parts/copy-id';
import { DataTable, type Column } from '../../../parts/data-table';
import { grouped } from '../../../parts/numbers';
import { Facts } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { saveFile } from '../../../parts/save-file';
import { StateTag } from '../../../parts/tags';
import type { CheckedManifest } from '../../../proof/manifest';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';
import { compareStreams, type Compared } from './compare';

// A manifest names every merchant of its day: a longer one is better read elsewhere.
const longest = 20_000;

// What the manifest lists, and whether the gateway still says the same of that day.
export function ManifestDetails({ one }: { one: CheckedManifest }) {
  const { audit } = useWords();
  const words = audit.manifests;
  const { manifest, opened, told } = one;
  const { data, problem, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/audit/streams', { params: { query: { day: told.day } }, signal })),
    [told.day],
  );
  const rows = manifest && data ? compareStreams(manifest.streams, data.streams) : [];
  const kinds: Record<string, string> = audit.kind;
  const columns: Column<Compared>[] = [
    { key: 'id', head: words.streams, cell: ({ id }) => <CopyId text={id} /> },
    { key: 'size', head: words.records, align: 'right', cell: ({ listed, told: now }) => grouped(listed?.size ?? now?.size ?? 0) },
    { key: 'root', head: audit.streams.root, cell: ({ listed }) => listed && <CopyId text={listed.root} short={shortHash(listed.root)} /> },
    {
      key: 'same',
      head: words.compared,
      cell: ({ listed, told: now, same }) => (
        <StateTag tone={same ? 'good' : 'bad'}>{same ? words.compare : !now ? words.missing : !listed ? words.extra : words.compareBad}</StateTag>
      ),
    },
  ];
  return (
    <div className="stack chain__details">
      {manifest && (
        <Facts
          facts={[
            { name: words.byKind, value: manifest.kinds.map(([kind, n]) => `${kinds[kind] ?? kind} ${grouped(n)}`).join(' · ') },
            { name: words.previous, value: <CopyId text={manifest.previous} short={shortHash(manifest.previous)} /> },
            { name: words.hash, value: <CopyId text={one.sha256} short={shortHash(one.sha256)} /> },
            { name: words.signer, value: opened ? <code>{`${opened.signer.name}+${opened.signer.hash}`}</code> : '–' },
          ]}
        />
      )}
      <ProblemNotice problem={problem} onRetry={reload} />
      {rows.length > 0 && <DataTable label={words.streams} columns={columns} rows={rows} rowKey={({ id }) => id} />}
      {told.note.length <= longest && <CopyBlock label={words.note} what={words.note} text={told.note} />}
      <div>
        <Button variant="outline" icon={<DownloadIcon />} onClick={() => saveFile(`${told.day}.manifest`, told.note)}>
          {words.save}
        </Button>
      </div>
    </div>
  );
}
