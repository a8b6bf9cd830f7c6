// Every page of the console. Each is a chunk of its own, loaded when it is opened.
import { lazy } from 'react';
import { Route, Routes } from 'react-router-dom';
import { MissingPage } from '../pages/missing/page';

const OverviewPage = lazy(() => import('../pages/overview/page'));
const MerchantsPage = lazy(() => import('../pages/merchants/page'));
const InvitationsPage = lazy(() => import('../pages/merchants/invitations-page'));
const MerchantPage = lazy(() => import('../pages/merchant/page'));
const QueryPage = lazy(() => import('../pages/query/page'));
const StaffPage = lazy(() => import('../pages/staff/page'));
const SettingsPage = lazy(() => import('../pages/settings/page'));
const AccountPage = lazy(() => import('../pages/account/page'));
const AuditPages = lazy(() => import('../pages/audit/pages'));
const ReferencePage = lazy(() => import('../pages/reference/page'));

export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<OverviewPage />} />
      <Route path="/merchants" element={<MerchantsPage />} />
      <Route path="/merchants/:appid" element={<MerchantPage />} />
      <Route path="/invitations" element={<InvitationsPage />} />
      <Route path="/query" element={<QueryPage />} />
      <Route path="/staff" element={<StaffPage />} />
      <Route path="/settings" element={<SettingsPage />} />
      <Route path="/account" element={<AccountPage />} />
      <Route path="/audit/*" element={<AuditPages />} />
      <Route path="/reference/*" element={<ReferencePage />} />
      <Route path="*" element={<MissingPage />} />
    </Routes>
  );
}
