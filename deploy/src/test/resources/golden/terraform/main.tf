terraform {
  required_providers {
    databricks = { source = "databricks/databricks", version = "~> 1.128" }
  }
}

variable "deployer" {
  description = "Who deploys: a user, a group or the application id of a service principal."
  type        = string
}

resource "databricks_external_location" "catalog" {
  name            = "shop_prod"
  url             = "s3://shop-prod/tables"
  credential_name = "shop"
  comment         = "Tables of shop"
}

resource "databricks_catalog" "catalog" {
  name         = "prod"
  comment      = "Tables, files and models of Millrace"
  storage_root = databricks_external_location.catalog.url

  lifecycle {
    prevent_destroy = true
  }
}

resource "databricks_schema" "raw" {
  catalog_name = databricks_catalog.catalog.name
  name         = "raw"
}

resource "databricks_schema" "features" {
  catalog_name = databricks_catalog.catalog.name
  name         = "features"
}

resource "databricks_schema" "training" {
  catalog_name = databricks_catalog.catalog.name
  name         = "training"
}

resource "databricks_schema" "inference" {
  catalog_name = databricks_catalog.catalog.name
  name         = "inference"
}

resource "databricks_schema" "monitoring" {
  catalog_name = databricks_catalog.catalog.name
  name         = "monitoring"
}

resource "databricks_schema" "ops" {
  catalog_name = databricks_catalog.catalog.name
  name         = "ops"
}

resource "databricks_schema" "models" {
  catalog_name = databricks_catalog.catalog.name
  name         = "models"
}

resource "databricks_volume" "files" {
  catalog_name = databricks_catalog.catalog.name
  schema_name  = databricks_schema.ops.name
  name         = "deploy"
  volume_type  = "MANAGED"
  comment      = "Jars and configuration of Millrace"
}

resource "databricks_registered_model" "returns" {
  catalog_name = databricks_catalog.catalog.name
  schema_name  = databricks_schema.models.name
  name         = "returns"
}

resource "databricks_service_principal" "jobs" {
  display_name = "millrace-shop-prod"
}

output "run_as" {
  description = "What deploy.run-as.service-principal is to be."
  value       = databricks_service_principal.jobs.application_id
}

resource "databricks_grant" "jobs_catalog" {
  catalog    = databricks_catalog.catalog.name
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_CATALOG"]
}

resource "databricks_grant" "jobs_in_raw" {
  schema     = databricks_schema.raw.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_features" {
  schema     = databricks_schema.features.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_training" {
  schema     = databricks_schema.training.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_inference" {
  schema     = databricks_schema.inference.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_monitoring" {
  schema     = databricks_schema.monitoring.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_ops" {
  schema     = databricks_schema.ops.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
}

resource "databricks_grant" "jobs_in_models" {
  schema     = databricks_schema.models.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["USE_SCHEMA", "EXECUTE", "CREATE_MODEL"]
}

resource "databricks_grant" "jobs_files" {
  volume     = databricks_volume.files.id
  principal  = databricks_service_principal.jobs.application_id
  privileges = ["READ_VOLUME"]
}

resource "databricks_grant" "deployer_catalog" {
  catalog    = databricks_catalog.catalog.name
  principal  = var.deployer
  privileges = ["USE_CATALOG"]
}

resource "databricks_grant" "deployer_schema" {
  schema     = databricks_schema.ops.id
  principal  = var.deployer
  privileges = ["USE_SCHEMA"]
}

resource "databricks_grant" "deployer_files" {
  volume     = databricks_volume.files.id
  principal  = var.deployer
  privileges = ["READ_VOLUME", "WRITE_VOLUME"]
}
