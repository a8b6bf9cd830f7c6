import { Route, Routes } from 'react-router-dom';
import { MissingPage } from '../missing/page';
import { ExportPage } from './export/page';
import { ManifestsPage } from './manifests/page';
import { RecordPage } from './record/page';
import { SearchPage } from './search/page';
import { StreamPage } from './stream/page';
import { StreamsPage } from './streams/page';
import './audit.css';

export default function AuditPages() {
  return (
    <Routes>
      <Route index element={<SearchPage />} />
      <Route path="records/:stream/:seq" element={<RecordPage />} />
      <Route path="streams" element={<StreamsPage />} />
      <Route path="streams/:stream" element={<StreamPage />} />
      <Route path="manifests" element={<ManifestsPage />} />
      <Route path="export" element={<ExportPage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
