/** GitHub Actions: a workflow that deploys a project. Begin with {@link io.millrace.deploy.github.DeployWorkflow}. */
@org.jspecify.annotations.NullMarked
package io.millrace.deploy.github;
