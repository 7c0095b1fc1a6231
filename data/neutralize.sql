-- a copy of a database sends nothing to customers, even when its crons are started;
-- only an administrator can switch sending on again, in its dialog
INSERT INTO ir_config_parameter (key, value)
VALUES ('customer_care.sending', 'neutralised')
    ON CONFLICT (key) DO
       UPDATE SET value = 'neutralised';
