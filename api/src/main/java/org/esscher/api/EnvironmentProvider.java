package org.esscher.api;

/** A component that makes environments: a record of their configuration. */
@FunctionalInterface
public interface EnvironmentProvider {
  /**
   * Makes a vectorized environment.
   *
   * @param copies how many run side by side, at least 1
   * @param context randomness, columns
   * @return the environment; the host closes it
   */
  Environment create(int copies, Context context);
}
