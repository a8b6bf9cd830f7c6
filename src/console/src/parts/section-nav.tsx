import { NavLink } from 'react-router-dom';

// Links between the pages of one section, looking like tabs.
export function SectionNav({ label, links }: { label: string; links: { to: string; text: string }[] }) {
  return (
    <nav className="section-nav" aria-label={label}>
      {links.map(({ to, text }) => (
        <NavLink key={to} to={to} end>
          {text}
        </NavLink>
      ))}
    </nav>
  );
}
