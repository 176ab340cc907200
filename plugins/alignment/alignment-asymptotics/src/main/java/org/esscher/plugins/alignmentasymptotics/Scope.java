package org.esscher.plugins.alignmentasymptotics;

/** What a budget of divergence bounds. */
public enum Scope {
  /** Each prompt's divergence: each has a temperature of its own. */
  PER_PROMPT,
  /** The mean over prompts, which then share one temperature. */
  GLOBAL
}
