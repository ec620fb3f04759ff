package io.millrace.deploy.github;

import io.millrace.config.InvalidConfigException;
import io.millrace.deploy.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow of GitHub Actions: the jar is built once, a bundle for each environment holds that very jar, and the environments are
 * deployed one after the other, each after its own approval, by a service principal that GitHub vouches for: no token is stored.
 *
 * @param deployment the deployment of the last environment
 * @param environments the environments in the order in which they are deployed
 * @param projectFile the project file, relative to the root of its repository, with slashes
 */
public record DeployWorkflow(Deployment deployment, List<String> environments, String projectFile) {
    /** What others have written, at one commit each; the name behind it is for people. */
    private static final String CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";

    private static final String SETUP_JAVA = "actions/setup-java@1bcf9fb12cf4aa7d266a90ae39939e61372fe520 # v5.4.0";
    private static final String UPLOAD = "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1";
    private static final String DOWNLOAD =
            "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0";
    private static final String SETUP_CLI = "databricks/setup-cli@6bb7075f85b326f8b9ce160933dfe9bcd63c8121 # v1.13.0";

    private static final Map<String, String> ACTIONS = Map.of(
            "checkout",
            CHECKOUT,
            "setup-java",
            SETUP_JAVA,
            "upload",
            UPLOAD,
            "download",
            DOWNLOAD,
            "setup-cli",
            SETUP_CLI);

    /** Where something stands in the templates. */
    private static final Pattern PLACE = Pattern.compile("<<([a-z-]+)>>");

    private static final String BUILD =
            """
            # Written by millrace deploy --actions. Variables of the repository: MILLRACE_REPOSITORY and MILLRACE_REF, the sources of
            # Millrace and their commit. Variables of each environment: DATABRICKS_HOST and DATABRICKS_CLIENT_ID, a service principal with a
            # federation policy for this repository and environment; its rules say who approves.
            name: deploy <<project>>
            on:
              push:
                branches: [main]
              workflow_dispatch:
                inputs:
                  run-id:
                    description: Deploys what this earlier run built, to go back to it; empty builds anew
                    required: false
                    type: string
            permissions:
              contents: read
            concurrency:
              group: deploy-<<project>>
              cancel-in-progress: false
            jobs:
              build:
                if: ${{ !inputs.run-id }}
                runs-on: ubuntu-24.04
                timeout-minutes: 30
                outputs:
                  sums: ${{ steps.sums.outputs.digest }}
                steps:
                  - uses: <<checkout>>
                    with:
                      persist-credentials: false
                  - uses: <<checkout>>
                    with:
                      repository: ${{ vars.MILLRACE_REPOSITORY }}
                      ref: ${{ vars.MILLRACE_REF }}
                      path: .millrace-sources
                      persist-credentials: false
                  - uses: <<setup-java>>
                    with:
                      distribution: temurin
                      java-version: "17"
                  - name: Build the jar once, and a bundle with it for each environment
                    run: |
                      for environment in <<environments>>; do
                        .millrace-sources/millrace deploy <<file>> --env "$environment" --bundle "bundles/$environment"
                      done
                      jars=$(find bundles -name 'millrace-*.jar' -printf '%f\\n' | sort -u | wc -l)
                      [ "$jars" = 1 ]
                  - name: Note what every file is
                    id: sums
                    run: |
                      (cd bundles && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
                      echo "digest=$(sha256sum < bundles/SHA256SUMS | cut -d ' ' -f 1)" >> "$GITHUB_OUTPUT"
                  - uses: <<upload>>
                    with:
                      name: bundles
                      path: bundles
                      if-no-files-found: error
                      include-hidden-files: true
            """;

    private static final String DEPLOY =
            """
              <<job>>:
                needs: [<<needs>>]
                if: ${{ !cancelled() && <<condition>> }}
                runs-on: ubuntu-24.04
                timeout-minutes: 30
                environment: <<environment>>
                permissions:
                  contents: read
                  actions: read
                  id-token: write
                env:
                  DATABRICKS_HOST: ${{ vars.DATABRICKS_HOST }}
                  DATABRICKS_CLIENT_ID: ${{ vars.DATABRICKS_CLIENT_ID }}
                  DATABRICKS_AUTH_TYPE: github-oidc
                steps:
                  - uses: <<download>>
                    with:
                      name: bundles
                      path: bundles
                      run-id: ${{ inputs.run-id || github.run_id }}
                      github-token: ${{ github.token }}
                  - name: These are the files that were built
                    env:
                      SUMS: ${{ needs.build.outputs.sums }}
                    run: |
                      (cd bundles && sha256sum --check --quiet SHA256SUMS)
                      [ -z "$SUMS" ] || [ "$(sha256sum < bundles/SHA256SUMS | cut -d ' ' -f 1)" = "$SUMS" ]
                  - uses: <<setup-cli>>
                  - run: databricks bundle validate --strict --target <<environment>>
                    working-directory: bundles/<<environment>>
                  - run: databricks bundle deploy --target <<environment>>
                    working-directory: bundles/<<environment>>
            """;

    /** Copies the list; throws {@link IllegalArgumentException} if there is no environment. */
    public DeployWorkflow {
        environments = List.copyOf(environments);
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("a workflow deploys at least one environment");
        }
    }

    /**
     * Writes the workflow into a folder, {@code .github/workflows} of a repository, and returns its file.
     *
     * @throws InvalidConfigException if the folder cannot be written, or the project file's path is not one that a shell takes as it is
     */
    public Path write(Path folder) {
        if (!projectFile.matches("[A-Za-z0-9_./-]+") || projectFile.startsWith("/") || projectFile.startsWith("..")) {
            throw InvalidConfigException.of(
                    "--actions: the project file " + projectFile
                            + " is not below the working directory, or has odd characters in its path; start the command in the root of its repository");
        }
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve("deploy-" + plain(deployment.project()) + ".yml"), text());
        } catch (IOException e) {
            throw InvalidConfigException.of(
                    "--actions " + folder + ": cannot be written (" + e.getMessage() + "); name .github/workflows", e);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(filled(
                BUILD,
                Map.of(
                        "project", plain(deployment.project()),
                        "environments", String.join(" ", environments),
                        "file", projectFile)));
        String before = "build";
        for (String environment : environments) {
            boolean first = before.equals("build");
            String job = "deploy-" + environment;
            text.append(filled(
                    DEPLOY,
                    Map.of(
                            "environment",
                            environment,
                            "job",
                            job,
                            "needs",
                            first ? "build" : "build, " + before,
                            "condition",
                            first
                                    ? "(needs.build.result == 'success' || inputs.run-id)"
                                    : "needs." + before + ".result == 'success'")));
            before = job;
        }
        return text.toString();
    }

    /** Puts values and the actions of others into their places, once: what a value holds is no place. */
    private static String filled(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(
                        values.getOrDefault(place.group(1), ACTIONS.get(place.group(1))), place.group())));
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "-");
    }
}
