UPDATE `movings` SET `moving_agreement_type` = 1 WHERE `moving_agreement_type` IN (3, 7, 9);
