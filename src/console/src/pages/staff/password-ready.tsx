import { CopyBlock } from '../../parts/copy-id';
import { ShownOnce } from '../../parts/shown-once';
import { useWords } from '../../words/words';

export interface FirstPassword {
  account: string;
  password: string;
  reset: boolean;
}

export function PasswordReady({ first, onClose }: { first: FirstPassword; onClose: () => void }) {
  const words = useWords().staff.made;
  return (
    <ShownOnce title={first.reset ? words.resetTitle : words.title} warning={words.once} done={words.saved} onDone={onClose} width={480}>
      <CopyBlock label={words.account} what={words.account} text={first.account} />
      <CopyBlock label={words.password} what={words.password} text={first.password} />
      <p className="quiet">{words.text}</p>
    </ShownOnce>
  );
}
