-- Features, drift and quality of the project payments in SQL.

-- customer_profile: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `customer_profile_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `customer_id`, __newest.`segment` AS `segment`, __newest.`credit_limit` AS `credit_limit`, __newest.`home_country` AS `home_country`, __newest.`customer_since_day` AS `customer_since_day`
  FROM (SELECT `customer_id`,
    max_by(struct(`segment`, `credit_limit`, `home_country`, `customer_since_day`), struct(__time)) FILTER (WHERE __time <= __at - 0) AS __newest
  FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`valid_from`) AS __time
      FROM `main`.`features`.`customer_profile`
      WHERE `customer_id` IS NOT NULL AND unix_micros(`valid_from`) <= unix_micros(t) - 0)
  GROUP BY `customer_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `customer_profile_latest` AS
  SELECT * FROM `customer_profile_as_of`(current_timestamp());

-- merchant_rating: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `merchant_rating_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `merchant_id`, __newest.`category` AS `category`, __newest.`merchant_country` AS `merchant_country`, __newest.`risk_rating` AS `risk_rating`
  FROM (SELECT `merchant_id`,
    max_by(struct(`category`, `merchant_country`, `risk_rating`), struct(__time)) FILTER (WHERE __time <= __at - 86400000000) AS __newest
  FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`rated_at`) AS __time
      FROM `main`.`features`.`merchant_rating`
      WHERE `merchant_id` IS NOT NULL AND unix_micros(`rated_at`) <= unix_micros(t) - 86400000000)
  GROUP BY `merchant_id`
  HAVING bool_or(__time <= __at - 86400000000));

CREATE OR REPLACE TEMPORARY VIEW `merchant_rating_latest` AS
  SELECT * FROM `merchant_rating_as_of`(current_timestamp());

-- customer_payments: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `customer_payments_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `customer_id`, `amount_count_1h`, `amount_count_1d`, `amount_count_7d`, `amount_count_30d`, `amount_sum_1h`, `amount_sum_1d`, `amount_sum_7d`, `amount_sum_30d`, `typical_avg_30d`, `typical_stddev_30d`, `typical_max_30d`, `online_count_1d`, `online_count_30d`
  FROM (SELECT `customer_id`,
    count(`amount`) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1h`,
    count(`amount`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1d`,
    count(`amount`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_7d`,
    count(`amount`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_30d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_1h`,
    sum(`amount`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_1d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_7d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_30d`,
    avg(CAST(`typical` AS DOUBLE)) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `typical` IS NOT NULL) AS `typical_avg_30d`,
    stddev_samp(CAST(`typical` AS DOUBLE)) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `typical` IS NOT NULL) AS `typical_stddev_30d`,
    max(`typical`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `typical` IS NOT NULL) AS `typical_max_30d`,
    count(`online`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `online` IS NOT NULL) AS `online_count_1d`,
    count(`online`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `online` IS NOT NULL) AS `online_count_30d`
  FROM (SELECT *, `payment_id` IS NULL OR row_number() OVER (PARTITION BY `customer_id`, `payment_id`
      ORDER BY __created DESC) = 1 AS __current
    FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`paid_at`) AS __time, unix_micros(`recorded_at`) AS __created
      FROM `main`.`features`.`customer_payments`
      WHERE `customer_id` IS NOT NULL AND unix_micros(`paid_at`) IS NOT NULL AND unix_micros(`recorded_at`) <= unix_micros(t)))
  GROUP BY `customer_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `customer_payments_latest` AS
  SELECT * FROM `customer_payments_as_of`(current_timestamp());

-- merchant_payments: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `merchant_payments_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `merchant_id`, `amount_count_1h`, `amount_count_1d`, `amount_count_7d`, `amount_count_30d`, `amount_avg_1h`, `amount_avg_1d`, `amount_avg_7d`, `amount_avg_30d`
  FROM (SELECT `merchant_id`,
    count(`amount`) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1h`,
    count(`amount`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1d`,
    count(`amount`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_7d`,
    count(`amount`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_30d`,
    avg(CAST(`amount` AS DOUBLE)) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_avg_1h`,
    avg(CAST(`amount` AS DOUBLE)) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_avg_1d`,
    avg(CAST(`amount` AS DOUBLE)) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_avg_7d`,
    avg(CAST(`amount` AS DOUBLE)) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_avg_30d`
  FROM (SELECT *, `payment_id` IS NULL OR row_number() OVER (PARTITION BY `merchant_id`, `payment_id`
      ORDER BY __created DESC) = 1 AS __current
    FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`paid_at`) AS __time, unix_micros(`recorded_at`) AS __created
      FROM `main`.`features`.`merchant_payments`
      WHERE `merchant_id` IS NOT NULL AND unix_micros(`paid_at`) IS NOT NULL AND unix_micros(`recorded_at`) <= unix_micros(t)))
  GROUP BY `merchant_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `merchant_payments_latest` AS
  SELECT * FROM `merchant_payments_as_of`(current_timestamp());

-- device_payments: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `device_payments_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `device_id`, `amount_count_1h`, `amount_count_1d`, `amount_count_7d`, `amount_count_30d`, `amount_sum_1h`, `amount_sum_1d`, `amount_sum_7d`, `amount_sum_30d`
  FROM (SELECT `device_id`,
    count(`amount`) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1h`,
    count(`amount`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_1d`,
    count(`amount`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_7d`,
    count(`amount`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_count_30d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 3600000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_1h`,
    sum(`amount`) FILTER (WHERE __time >= __at - 86400000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_1d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_7d`,
    sum(`amount`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `amount` IS NOT NULL) AS `amount_sum_30d`
  FROM (SELECT *, `payment_id` IS NULL OR row_number() OVER (PARTITION BY `device_id`, `payment_id`
      ORDER BY __created DESC) = 1 AS __current
    FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`paid_at`) AS __time, unix_micros(`recorded_at`) AS __created
      FROM `main`.`features`.`device_payments`
      WHERE `device_id` IS NOT NULL AND unix_micros(`paid_at`) IS NOT NULL AND unix_micros(`recorded_at`) <= unix_micros(t)))
  GROUP BY `device_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `device_payments_latest` AS
  SELECT * FROM `device_payments_as_of`(current_timestamp());

-- customer_chargebacks: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `customer_chargebacks_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `customer_id`, `chargebacks_count_30d`, `chargebacks_count_180d`, `chargebacks_sum_30d`, `chargebacks_sum_180d`
  FROM (SELECT `customer_id`,
    count(`chargebacks`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_count_30d`,
    count(`chargebacks`) FILTER (WHERE __time >= __at - 15552000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_count_180d`,
    sum(`chargebacks`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_sum_30d`,
    sum(`chargebacks`) FILTER (WHERE __time >= __at - 15552000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_sum_180d`
  FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`reported_at`) AS __time
      FROM `main`.`features`.`customer_chargebacks`
      WHERE `customer_id` IS NOT NULL AND unix_micros(`reported_at`) <= unix_micros(t) - 0)
  GROUP BY `customer_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `customer_chargebacks_latest` AS
  SELECT * FROM `customer_chargebacks_as_of`(current_timestamp());

-- merchant_chargebacks: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `merchant_chargebacks_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `merchant_id`, `chargebacks_count_7d`, `chargebacks_count_30d`, `chargebacks_count_90d`
  FROM (SELECT `merchant_id`,
    count(`chargebacks`) FILTER (WHERE __time >= __at - 604800000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_count_7d`,
    count(`chargebacks`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_count_30d`,
    count(`chargebacks`) FILTER (WHERE __time >= __at - 7776000000000 AND __time < __at - 0 AND `chargebacks` IS NOT NULL) AS `chargebacks_count_90d`
  FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`reported_at`) AS __time
      FROM `main`.`features`.`merchant_chargebacks`
      WHERE `merchant_id` IS NOT NULL AND unix_micros(`reported_at`) <= unix_micros(t) - 0)
  GROUP BY `merchant_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `merchant_chargebacks_latest` AS
  SELECT * FROM `merchant_chargebacks_as_of`(current_timestamp());

-- customer_refunds: the features of each key as they were known at t.
CREATE OR REPLACE TEMPORARY FUNCTION `customer_refunds_as_of`(t TIMESTAMP) RETURNS TABLE RETURN
  SELECT `customer_id`, `refunds_count_30d`
  FROM (SELECT `customer_id`,
    count(`refunds`) FILTER (WHERE __time >= __at - 2592000000000 AND __time < __at - 0 AND __current AND `refunds` IS NOT NULL) AS `refunds_count_30d`
  FROM (SELECT *, `refund_id` IS NULL OR row_number() OVER (PARTITION BY `customer_id`, `refund_id`
      ORDER BY __created DESC) = 1 AS __current
    FROM (SELECT *, unix_micros(t) AS __at, unix_micros(`refunded_at`) AS __time, unix_micros(`recorded_at`) AS __created
      FROM `main`.`features`.`customer_refunds`
      WHERE `customer_id` IS NOT NULL AND unix_micros(`refunded_at`) IS NOT NULL AND unix_micros(`recorded_at`) <= unix_micros(t)))
  GROUP BY `customer_id`
  HAVING bool_or(__time <= __at - 0));

CREATE OR REPLACE TEMPORARY VIEW `customer_refunds_latest` AS
  SELECT * FROM `customer_refunds_as_of`(current_timestamp());

-- payment_chargeback_drift: what changed, by column and window.
CREATE OR REPLACE TEMPORARY VIEW `payment_chargeback_drift` AS
  SELECT * EXCEPT (`monitor_version`, `project`, `monitor_name`)
  FROM `main`.`monitoring`.`payment_chargeback_drift_metrics`
  WHERE `monitor_name` = 'payment_chargeback' AND `project` <=> 'payments' AND `monitor_version` = (SELECT max(`monitor_version`) FROM `main`.`monitoring`.`payment_chargeback_drift_metrics` WHERE `monitor_name` = 'payment_chargeback' AND `project` <=> 'payments');

-- payment_chargeback_quality: how good the predictions were, by window.
CREATE OR REPLACE TEMPORARY VIEW `payment_chargeback_quality` AS
  SELECT `window`, `granularity`, `model_version`, `slice_key`, `slice_value`, `count`, `label_count`, `label_coverage`, `accuracy_score`, `log_loss`, `brier_score`, `calibration_error`, `roc_auc_score`, `quality_status`
  FROM `main`.`monitoring`.`payment_chargeback_profile_metrics`
  WHERE `monitor_name` = 'payment_chargeback' AND `project` <=> 'payments' AND `monitor_version` = (SELECT max(`monitor_version`) FROM `main`.`monitoring`.`payment_chargeback_profile_metrics` WHERE `monitor_name` = 'payment_chargeback' AND `project` <=> 'payments') AND `column_name` = ':table' AND `log_type` = 'INPUT';

