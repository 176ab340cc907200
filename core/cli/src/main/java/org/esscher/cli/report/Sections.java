package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.List;

/** The sections of a page, which its table of contents links to. */
final class Sections {
  private final Html body;
  private final List<String> titles = new ArrayList<>();

  /**
   * No section yet.
   *
   * @param body where sections go
   */
  Sections(Html body) {
    this.body = body;
  }

  void open(String title, String... attributes) {
    titles.add(title);
    body.open("section", attributes).element("h2", title, "id", id(titles.size()));
  }

  /** Whether a section has this title, in whatever case. */
  boolean has(String title) {
    return titles.stream().anyMatch(title::equalsIgnoreCase);
  }

  void close() {
    body.close("section");
  }

  /** Links to the sections that were opened so far. */
  void writeContents(Html page) {
    page.open("nav", "aria-label", "Contents").open("ul");
    for (int i = 0; i < titles.size(); i++) {
      page.open("li").element("a", titles.get(i), "href", "#" + id(i + 1)).close("li");
    }
    page.close("ul").close("nav");
  }

  /** By number: titles hold what a run's tables are called. */
  private static String id(int number) {
    return "s" + number;
  }
}
