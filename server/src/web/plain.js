const other = document.querySelector("a[hreflang]"), address = other.href;
const arrive = () => {
  const { hash } = location;
  other.href = address + hash;
  if (hash.startsWith("#dieu-") && !document.getElementById(hash.slice(1))) location.replace("#khong-co");
};
addEventListener("hashchange", arrive);
arrive();
