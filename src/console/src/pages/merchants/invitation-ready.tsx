import { Button } from '../../parts/button';
import { DownloadIcon } from 'tdesign-icons-react';
import type { Invitation } from '../../api/types';
import { CopyBlock } from '../../parts/copy-id';
import { Qr, qrPath } from '../../parts/qr';
import { saveFile } from '../../parts/save-file';
import { ShownOnce } from '../../parts/shown-once';
import { Time } from '../../parts/time';
import { useWords } from '../../words/words';

// Large enough to be printed or shown on a screen.
function saveQr(link: string, name: string) {
  const { size, path } = qrPath(link);
  const scale = Math.ceil(800 / size);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * scale;
  const draw = canvas.getContext('2d');
  if (!draw) return;
  draw.fillStyle = '#fff';
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.scale(scale, scale);
  draw.fillStyle = '#000';
  draw.fill(new Path2D(path));
  canvas.toBlob((blob) => blob && saveFile(name, blob), 'image/png');
}

export function InvitationReady({ invitation, link, onClose }: { invitation: Invitation; link: string; onClose: () => void }) {
  const words = useWords().merchants.inviting;
  return (
    <ShownOnce title={words.madeTitle} warning={words.once} done={words.closeAsk} onDone={onClose}>
      <div className="invitation-ready">
        <div>
          <Qr text={link} label={words.qr} width={200} />
          <Button variant="text" icon={<DownloadIcon />} onClick={() => saveQr(link, `invitation-${invitation.id}.png`)}>
            {words.saveQr}
          </Button>
        </div>
        <div className="stack">
          <CopyBlock label={words.link} what={words.link} text={link} />
          <p>
            <span className="quiet">{words.validUntil} </span>
            <Time at={invitation.expires_at} precision="minute" />
          </p>
          {invitation.biz_appid && (
            <p>
              <span className="quiet">{words.only} </span>
              <code>{invitation.biz_appid}</code>
            </p>
          )}
        </div>
      </div>
    </ShownOnce>
  );
}
