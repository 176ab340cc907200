package org.esscher.data;

import java.util.List;
import java.util.Set;
import org.esscher.api.EsscherException;

/** The layouts that are known by name. */
public final class Layouts {
  private static final Layout PLAIN = new PlainLayout();
  private static final List<Layout> ALL =
      List.of(
          new HhRlhfLayout(),
          new Gsm8kSolutionsLayout(),
          new Gsm8kLayout(),
          new OpenBanditLayout(),
          new ConversationsLayout(),
          PLAIN);

  private Layouts() {}

  /**
   * All layouts.
   *
   * @return in the order in which a source is compared with them; {@code plain} is last and matches
   *     all
   */
  public static List<Layout> all() {
    return ALL;
  }

  /**
   * A layout by its id.
   *
   * @param id the id
   * @return the layout
   * @throws EsscherException (USER) naming the known ids when there is none
   */
  public static Layout named(String id) {
    List<String> ids = ALL.stream().map(Layout::id).toList();
    return ALL.stream()
        .filter(layout -> layout.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> EsscherException.user("there is no layout '%s': %s", id, Nearest.among(ids, id)));
  }

  /**
   * The layout that a source looks like.
   *
   * @param columns the source's columns
   * @return the first that matches
   */
  public static Layout matching(Set<String> columns) {
    return matching(columns, Set.of());
  }

  /**
   * The layout that a source with objects looks like.
   *
   * @param columns the source's columns; of nested objects the outer names
   * @param objects those of them that hold objects, or lists of objects
   * @return the first that matches
   */
  public static Layout matching(Set<String> columns, Set<String> objects) {
    return ALL.stream()
        .filter(layout -> layout.matches(columns, objects))
        .findFirst()
        .orElse(PLAIN);
  }
}
