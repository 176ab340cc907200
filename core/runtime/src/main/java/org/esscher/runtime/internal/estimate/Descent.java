package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Combiner;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.runtime.internal.expression.Evaluation.Differential;
import org.jspecify.annotations.Nullable;

/**
 * What is differentiated for roles that share one model.
 *
 * @param role the first of them, which the gradient is filed under
 * @param roles all of them
 * @param weight the total weight, which seeds the losses: gradients are of sums
 * @param combiner joins the losses' gradients, or null
 * @param parts each loss with a combiner, all together without
 */
record Descent(
    String role, Set<String> roles, double weight, @Nullable Combiner combiner, List<Part> parts) {

  /**
   * Losses whose cotangents are pulled back together.
   *
   * @param name the loss's, empty for all together
   * @param losses at least one
   * @param differentials one a role, of the losses that train it
   */
  record Part(String name, List<Loss> losses, List<Differential> differentials) {}

  static Descent of(
      String role,
      Set<String> roles,
      List<Loss> losses,
      double weight,
      @Nullable Combiner combiner) {
    List<Part> parts = new ArrayList<>();
    if (combiner == null) {
      parts.add(part("", roles, losses, weight));
    } else {
      losses.forEach(loss -> parts.add(part(loss.name(), roles, List.of(loss), weight)));
    }
    return new Descent(role, roles, weight, combiner, parts);
  }

  private static Part part(String name, Set<String> roles, List<Loss> losses, double weight) {
    List<Differential> differentials = new ArrayList<>();
    for (String role : roles) {
      Map<Expr, Double> seeds = new LinkedHashMap<>();
      losses.stream()
          .filter(loss -> loss.trains().contains(role))
          .forEach(loss -> seeds.put(loss.descend(), weight));
      differentials.add(new Differential(seeds, leaf -> Traced.leadsTo(leaf, Set.of(role))));
    }
    return new Part(name, losses, differentials);
  }

  /** All that the evaluation will be asked for. */
  List<Differential> differentials() {
    return parts.stream().flatMap(part -> part.differentials().stream()).toList();
  }
}
