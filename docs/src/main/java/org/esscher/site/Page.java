package org.esscher.site;

/**
 * A page of the site.
 *
 * @param path where it lies in the site, such as {@code papers/f-dpo.html}
 * @param title plain text
 * @param body what stands between the navigation and the foot, HTML
 */
record Page(String path, String title, String body) {
  /** What leads from this page to the root of the site: empty, or {@code ../} some times. */
  String toRoot() {
    return "../".repeat((int) path.chars().filter(letter -> letter == '/').count());
  }
}
