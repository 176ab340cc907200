package org.esscher.cli.report;

/**
 * A metric's value at a step.
 *
 * @param step from 0
 * @param value the value
 */
public record Reading(double step, double value) {}
