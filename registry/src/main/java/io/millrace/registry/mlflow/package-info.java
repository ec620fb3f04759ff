/**
 * Tracking and registry by MLflow's REST API, on a server or in a Databricks workspace. Begin with {@link io.millrace.registry.mlflow.MlflowTracking}.
 */
@NullMarked
package io.millrace.registry.mlflow;

import org.jspecify.annotations.NullMarked;
