package org.esscher.plugins.mbrcsl;

/** Which logged episodes a rollout has to beat. */
public enum KeepReference {
  /** The best of all logged episodes. */
  DATA,
  /** The best of those that start where the rollout does. */
  SAME_START
}
