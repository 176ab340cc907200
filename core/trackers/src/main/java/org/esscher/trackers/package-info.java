/**
 * Runs in the tools that follow experiments and services: {@link org.esscher.trackers.MlflowRun}
 * needs {@code org.mlflow:mlflow-client}, {@link org.esscher.trackers.RunGauges} {@code
 * io.micrometer:micrometer-core} on the application's class path.
 */
@NullMarked
package org.esscher.trackers;

import org.jspecify.annotations.NullMarked;
