import { useEffect, useState } from 'react';
import { CheckIcon, CopyIcon } from 'tdesign-icons-react';
import { useWords } from '../words/words';
import { copyText } from './copy';
import { useToast } from './toast';

export function CopyButton({ text, what }: { text: string; what?: string }) {
  const words = useWords();
  const toast = useToast();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    toast(done ? words.common.copied : words.common.copyFailed, done ? 'success' : 'error');
  };
  const label = `${words.common.copy} ${what ?? text}`;
  return (
    <button type="button" className="icon-button icon-button--small" aria-label={label} title={words.common.copy} onClick={() => void copy()}>
      {copied ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
}

interface Props {
  text: string;
  // What is seen instead of the whole id.
  short?: string;
  to?: React.ReactNode;
}

// An id in monospace with a button that copies it.
export function CopyId({ text, short, to }: Props) {
  return (
    <span className="copy-id">
      {to ?? (
        <code title={short ? text : undefined}>{short ?? text}</code>
      )}
      <CopyButton text={text} />
    </span>
  );
}

// A block of text to copy as a whole: a command, a link, a secret.
export function CopyBlock({ text, what, label }: { text: string; what: string; label?: string }) {
  return (
    <div className="copy-block">
      {label && <div className="copy-block__label">{label}</div>}
      <div className="copy-block__body">
        <pre tabIndex={0} aria-label={what}>{text}</pre>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
