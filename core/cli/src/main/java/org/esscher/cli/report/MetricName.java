package org.esscher.cli.report;

/**
 * What a metric is called, such as {@code dpo/held_out_kl}.
 *
 * @param whole with what leads to it
 */
public record MetricName(String whole) {
  /**
   * Without what leads to it.
   *
   * @return what is behind the last slash
   */
  public String last() {
    return whole.substring(whole.lastIndexOf('/') + 1);
  }

  /** What leads to it, its slash included; empty for none. */
  String prefix() {
    return whole.substring(0, whole.lastIndexOf('/') + 1);
  }

  /**
   * Whether it tells how far a policy is from its reference.
   *
   * @return whether its last part is {@code kl}, {@code divergence}, or ends with {@code _kl}
   */
  public boolean isDivergence() {
    String last = last();
    return last.equals("kl") || last.endsWith("_kl") || last.equals("divergence");
  }

  /** Whether it is the reward that a proxy stands for. */
  boolean isGoldReward() {
    String last = last();
    boolean reward = last.endsWith("reward") || last.endsWith("return") || last.endsWith("gain");
    return last.equals("gold") || (reward && last.startsWith("gold_"));
  }

  /** Whether both can be of one policy: one stage's, or one of them the whole run's. */
  boolean standsWith(MetricName other) {
    return prefix().isEmpty() || other.prefix().isEmpty() || prefix().equals(other.prefix());
  }
}
