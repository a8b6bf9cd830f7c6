import { useState } from 'react';
import { api, call } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { CopyId } from '../../parts/copy-id';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { InstancesTable } from '../../parts/instances-table';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';
import './settings.css';
import { sectionsOf, type Setting } from './sections';

export default function SettingsPage() {
  const words = useWords().settings;
  const settings = useLoad((signal) => call(api.GET('/api/v1/settings', { signal })), []);
  const instances = useLoad((signal) => call(api.GET('/api/v1/instances', { signal })), [], { everyMs: 10_000 });
  return (
    <>
      <PageHeader
        title={words.title}
        description={words.description}
        actions={settings.data && <span className="row"><span className="quiet">{words.version}</span> <CopyId text={settings.data.version} /></span>}
      />
      <div className="stack">
        <Panel title={words.instances} note={words.instancesNote} flush>
          {instances.problem && <div className="panel__body"><ProblemNotice problem={instances.problem} onRetry={instances.reload} /></div>}
          {!instances.data && instances.loading && <Loading rows={3} />}
          {instances.data && <InstancesTable instances={instances.data.instances} />}
        </Panel>
        {settings.problem && <ProblemNotice problem={settings.problem} onRetry={settings.reload} />}
        {!settings.data && settings.loading && <Loading rows={8} />}
        {settings.data && <SettingsList settings={settings.data.settings} />}
      </div>
    </>
  );
}

function SettingsList({ settings }: { settings: Setting[] }) {
  const words = useWords().settings;
  const [search, setSearch] = useState('');
  const sections = sectionsOf(settings, search);
  return (
    <Panel flush>
      <div className="filters" role="search">
        <div className="field--wide">
          <Field label={words.search} required="filter">
            {(props) => <TextInput {...props} type="search" value={search} onChange={setSearch} spellCheck={false} />}
          </Field>
        </div>
      </div>
      {sections.length === 0 && <Empty title={words.noMatch} />}
      <div className="table-frame">
        <table className="table settings" aria-label={words.title} hidden={sections.length === 0}>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.value}</th>
            </tr>
          </thead>
          {sections.map(({ name, settings: rows }) => (
            <tbody key={name}>
              <tr>
                <th scope="rowgroup" colSpan={2}>{name || words.general}</th>
              </tr>
              {rows.map((row) => (
                <tr key={row.name}>
                  <td><code>{row.name}</code></td>
                  <td>{row.value ? <code>{row.value}</code> : <span className="quiet">{words.empty}</span>}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  );
}
