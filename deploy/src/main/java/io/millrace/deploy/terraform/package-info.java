/** Terraform: what a project needs in Unity Catalog. Begin with {@link io.millrace.deploy.terraform.TerraformModule}. */
@org.jspecify.annotations.NullMarked
package io.millrace.deploy.terraform;
