"""bundle.py DIR: whether the bundle in the folder is one, by Databricks' own classes of resources, and whether its files are there."""

import copy
import glob
import os
import sys

import yaml
from databricks.bundles.jobs import Job

folder = sys.argv[1]
with open(f"{folder}/databricks.yml") as text:
    root = yaml.safe_load(text)
assert set(root) == {"bundle", "include", "sync", "artifacts", "targets"}, root.keys()
sources = [file["source"] for file in root["artifacts"]["millrace"]["files"]]
assert sources and all(os.path.isfile(f"{folder}/{source}") for source in sources), sources
(target,) = root["targets"].values()
assert target["mode"] == "production" and target["workspace"]["root_path"].startswith("/Workspace/"), target
assert target["workspace"]["artifact_path"].startswith("/Volumes/"), target
uploaded = {"${workspace.artifact_path}/.internal/" + os.path.basename(source) for source in sources}

assert sorted(root["include"]) == sorted(f"resources/{os.path.basename(name)}" for name in glob.glob(f"{folder}/resources/*"))
jobs = {}
for name in root["include"]:
    with open(f"{folder}/{name}") as text:
        jobs.update(yaml.safe_load(text)["resources"]["jobs"])
assert jobs
tasks = 0
for name, settings in jobs.items():
    job = Job.from_dict(settings)
    tasks += len(job.tasks)
    keys = {task.task_key for task in job.tasks}
    clusters = {cluster.job_cluster_key for cluster in job.job_clusters}
    environments = {environment.environment_key for environment in job.environments}
    for task in job.tasks:
        assert (task.job_cluster_key in clusters) != (task.environment_key in environments), task.task_key
        assert all(other.task_key in keys for other in task.depends_on), task.task_key
        assert all(library.jar in uploaded for library in task.libraries), task.task_key
        project = task.spark_jar_task.parameters[1].replace("${workspace.file_path}", folder)
        assert os.path.isfile(project), project
    for environment in job.environments:
        assert set(environment.spec.java_dependencies) <= uploaded, environment

# The classes do look: what is misspelt, or of another type, they refuse.
for path, value in (("taks", []), ("max_concurrent_runs", "many"), ("queue", {"enable": True})):
    wrong = copy.deepcopy(next(iter(jobs.values())))
    wrong[path] = value
    try:
        Job.from_dict(wrong)
    except (TypeError, ValueError, KeyError):
        continue
    raise AssertionError(f"{path} = {value} was taken")
print(f"{len(jobs)} jobs, {tasks} tasks: a bundle")
