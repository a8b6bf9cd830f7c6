-- What keeps late and strange pushes and redirects from counting for more than they are.

-- The CreateTime of the newest ticket push; null: none had one, or the ticket was typed in.
ALTER TABLE platform ADD COLUMN ticket_created_at timestamptz;
