package org.esscher.api;

import java.util.Map;

/**
 * How an environment is played. The copies, and the episodes that they are in, are kept under the
 * name for as long as the run goes on.
 *
 * @param name unique within the recipe, such as {@code training} or {@code evaluation}
 * @param environment one of {@link Recipe#environments}
 * @param roles who acts, by player, with {@code @version} for a snapshot; the entry {@code ""}
 *     serves all others
 * @param copies how many are played side by side, at least 1
 * @param maxSteps an episode is truncated after so many steps; at least 1
 */
public record Rollout(
    String name, String environment, Map<String, String> roles, int copies, int maxSteps) {
  /**
   * Copies and checks.
   *
   * @param name as for the record
   * @param environment as for the record
   * @param roles as for the record
   * @param copies as for the record
   * @param maxSteps as for the record
   */
  public Rollout {
    roles = Sorted.copyOf(roles);
    if (copies < 1 || maxSteps < 1 || roles.isEmpty()) {
      throw EsscherException.plugin(
          "rollout %s: %d copies, at most %d steps, roles %s; at least one of each is needed",
          name, copies, maxSteps, roles);
    }
  }

  /**
   * One policy acts for every player, and episodes end by themselves.
   *
   * @param name as for the record
   * @param environment as for the record
   * @param role who acts
   * @param copies as for the record
   * @return the rollout
   */
  public static Rollout of(String name, String environment, String role, int copies) {
    return new Rollout(name, environment, Map.of("", role), copies, Integer.MAX_VALUE);
  }

  /**
   * The same rollout with shorter episodes.
   *
   * @param steps an episode is truncated after so many
   * @return the rollout
   */
  public Rollout upTo(int steps) {
    return new Rollout(name, environment, roles, copies, steps);
  }
}
