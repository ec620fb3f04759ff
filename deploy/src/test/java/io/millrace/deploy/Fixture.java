package io.millrace.deploy;

import io.millrace.pipelines.Project;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A small project in a folder, with an environment and a jar that looks like the job jar. */
public final class Fixture {
    /** What {@code deploy} needs to say, no more. */
    public static final String LEAST =
            """
            deploy.cluster { runtime = 18.x-scala2.13, node-type = m7g.xlarge }
            """;

    /** Every setting. */
    public static final String ALL =
            """
            databricks { host = "https://dbc-1.cloud.databricks.com/", token = "env:DATABRICKS_TOKEN", client-id = c, profile = p }
            deploy {
              volume = prod.ops.releases, jars = [data/provider.jar], tasks = item, compute = serverless, schedules = paused
              run-as.service-principal = 0a1b2c3d-1111-2222-3333-444455556666
              tags { cost-center = ml, "on" = "no" }
              notify { on-failure = ["a@example.com"], on-late = ["b@example.com"], webhooks = [hook-1] }
              retries = 3, retry-pause = 90s, task-timeout = 1h, timeout = 5h, late-after = 3h
              cluster {
                runtime = 18.x-scala2.13, access-mode = dedicated, node-type = m7g.xlarge, driver-node-type = m7g.2xlarge
                policy-id = ABC, workers = 1, max-workers = 4, engine = photon
                spark { sql.shuffle.partitions = 8 }
                environment { MLFLOW_TRACKING_TOKEN = "{{secrets/ml/mlflow}}" }
                log-volume = /Volumes/prod/ops/logs
              }
              serverless { environment-version = 5, performance = optimized, budget-policy-id = b-1 }
              steps { score { compute = cluster, retries = 0, timeout = 30m }, promote.retries = 0 }
              pipelines.watch { timeout = 1h, late-after = 20m, trigger { tables = [prod.ops.retraining], min-interval = 2h, settle = 10m } }
              bundle.root-path = /Workspace/Shared/shop
              terraform { storage-root = "s3://shop-prod/tables", storage-credential = shop }
              actions.environments = [staging, prod]
            }
            """;

    private static final String PROJECT =
            """
            project = shop
            sources.orders { path = data/orders.parquet, timestamp = ordered_at }
            sources.customers { path = data/customers.parquet, timestamp = changed_at }
            feature-views.customer { entity = [customer_id], timestamp = changed_at, source = customers, features { age = "age" } }
            feature-views.spending {
              entity = [customer_id], timestamp = ordered_at, source = orders
              aggregates.amount { functions = [sum], windows = [7d] }
            }
            training-sets.returns {
              spine { source = orders, entity = [customer_id], timestamp = ordered_at, label = returned }
              lookups = [ { view = customer }, { view = spending } ]
            }
            models.returns {
              training-set = returns
              split { type = temporal, train-until = "2024-02-20T00:00:00Z" }
              estimator.type = logistic-regression
            }
            monitors.returns { table = ${catalog}.inference.returns, model = returns }
            pipelines.nightly {
              steps = [ingest, features, train, evaluate, register, promote, score, monitor]
              schedule { cron = "0 0 3 * * ?", zone = Europe/Paris }
            }
            pipelines.watch { steps = [monitor] }
            """;

    private final Path folder;
    private final Path project;

    private Fixture(Path folder, Path project) {
        this.folder = folder;
        this.project = project;
    }

    /** Writes the project, with the text in its production environment. */
    public static Fixture in(Path folder, String environment) {
        write(folder.resolve("conf/prod.conf"), "backend = databricks, catalog = prod\n" + environment);
        return new Fixture(folder, write(folder.resolve("shop.conf"), PROJECT));
    }

    /** Writes a text into a file of the folder. */
    public static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the project file. */
    public Path projectFile() {
        return project;
    }

    /** Returns the project in its production environment. */
    public Project project() {
        return Project.load(project, "prod", Map.of());
    }

    /** Writes a job jar for Spark 4.1. */
    public Path jar() {
        return jar("millrace.jar", "4.1.0", "2.13.17", Deployment.MAIN_CLASS);
    }

    /** Writes a jar. */
    public Path jar(String name, String spark, String scala, String mainClass) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Spark-Version", spark);
        manifest.getMainAttributes().putValue("Scala-Version", scala);
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            ZipEntry first = new ZipEntry(JarFile.MANIFEST_NAME);
            first.setTime(0);
            out.putNextEntry(first);
            manifest.write(out);
            ZipEntry entry = new ZipEntry(mainClass.replace('.', '/') + ".class");
            entry.setTime(0);
            out.putNextEntry(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    /** Returns the files of a deployment. */
    public DeployedFiles files(Path jar) {
        DeploySettings settings = DeploySettings.of(project());
        return DeployedFiles.of(project, "prod", "prod", jar, settings.jars());
    }

    /** Returns the deployment. */
    public Deployment deployment() {
        return deployment(jar());
    }

    /** Returns the deployment with another jar. */
    public Deployment deployment(Path jar) {
        Project read = project();
        return Deployment.of(
                read,
                DeploySettings.of(read),
                Map.of("size", "7", "deploy.retries", "2", "databricks.profile", "mine"),
                files(jar),
                arguments -> Optional.empty());
    }
}
