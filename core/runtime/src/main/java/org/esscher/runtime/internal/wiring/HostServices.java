package org.esscher.runtime.internal.wiring;

import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.expression.Workers;
import org.esscher.runtime.internal.load.Components;

/**
 * What runs are made of.
 *
 * @param components makes components
 * @param estimation runs estimators
 * @param workers the threads that it computes on
 * @param arena the parent of every arena
 * @param runThreads the threads of its runs
 */
public record HostServices(
    Components components,
    Estimation estimation,
    Workers workers,
    Arena arena,
    RunThreads runThreads) {}
