// Every page of the console. Each is a chunk of its own, loaded when it is opened.
import { lazy } from 'react';
import { Route, Routes } from 'react-router-dom';
import { MissingPage } from '../pages/missing/page';

const OverviewPage = lazy(() => import('../pages/overview/page'));
const AuditPages = lazy(() => import('../pages/audit/pages'));
const ReferencePage = lazy(() => import('../pages/reference/page'));

export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<OverviewPage />} />
      <Route path="/audit/*" element={<AuditPages />} />
      <Route path="/reference/*" element={<ReferencePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
