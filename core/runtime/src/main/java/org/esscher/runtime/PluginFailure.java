package org.esscher.runtime;

/**
 * A plugin, or a part of one, that could not be loaded. It never hides the others; it is told when
 * an id is not found.
 *
 * @param origin the jar or directory
 * @param message what is wrong and what to do
 */
public record PluginFailure(String origin, String message) {}
