/**
 * A project as what runs it elsewhere: its pipelines as Databricks jobs, or as a bundle that the Databricks command line deploys.
 * Begin with {@link io.millrace.deploy.Deployment}, which both are made from.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.deploy;
