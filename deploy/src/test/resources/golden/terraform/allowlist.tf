variable "other_jars" {
  description = "What the metastore's allowlist of jars holds beside ours; nothing else stays in it."
  type        = list(string)
}

resource "databricks_artifact_allowlist" "jars" {
  artifact_type = "LIBRARY_JAR"

  artifact_matcher {
    artifact   = "/Volumes/prod/ops/deploy/"
    match_type = "PREFIX_MATCH"
  }

  dynamic "artifact_matcher" {
    for_each = var.other_jars

    content {
      artifact   = artifact_matcher.value
      match_type = "PREFIX_MATCH"
    }
  }
}
