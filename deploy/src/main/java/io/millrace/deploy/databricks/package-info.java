/**
 * Databricks: jobs through the SDK ({@link io.millrace.deploy.databricks.WorkspaceDeployer}, {@link
 * io.millrace.deploy.databricks.WorkspaceJobs}) and bundles ({@link io.millrace.deploy.databricks.Bundle}), both made of the same
 * settings of jobs.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.deploy.databricks;
