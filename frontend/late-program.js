let note, timer, times = 0;
try {
  times = +sessionStorage.late || 0;
} catch (_) {}
const tell = (vi, en, more) => {
  if (!note) {
    note = document.createElement("p");
    note.className = "note";
    note.id = "late";
    note.setAttribute("role", "status");
    (document.querySelector("main") || document.body).prepend(note);
  }
  const kept = /\/lam-bai\//.test(location.pathname) ? [" Câu trả lời đã lưu vẫn còn.", " Saved answers are safe."] : ["", ""];
  note.textContent = english ? en + kept[1] : vi + kept[0];
  if (!more) return;
  const link = document.createElement("a");
  link.href = "";
  link.textContent = english ? "Reload" : "Tải lại";
  note.append(" ", link);
};
const old = () => tell("Trình duyệt này quá cũ. Bạn cập nhật trình duyệt, hoặc mở trang bằng Chrome, Safari, Firefox hay Cốc Cốc bản mới.", "This browser is too old. Please update it, or use a new version of Chrome, Safari or Firefox.");
const again = () => fetch(location.href, { method: "HEAD", cache: "no-store" }).then((answer) => {
  if (!answer.ok) return late();
  try {
    sessionStorage.late = times + 1;
  } catch (_) {}
  location.reload();
}, late);
const late = (why) => {
  clearTimeout(timer);
  if (!window.WebAssembly || why instanceof WebAssembly.CompileError || why instanceof WebAssembly.LinkError) return old();
  tell("Trang chưa tải xong và đang tự thử lại.", "The page has not loaded completely and tries again by itself.", true);
  timer = setTimeout(again, (4e3 + Math.random() * 4e3) * 2 ** Math.min(times, 6));
};
const slow = () => {
  tell("Mạng chậm, trang vẫn đang tải.", "The network is slow; the page is still loading.", true);
  timer = setTimeout(late, 6e4);
};
timer = setTimeout(slow, 1e4);
const hear = ({ target, error }) => {
  if (target.localName == "script") late();
  else if (error instanceof SyntaxError) old();
};
addEventListener("error", hear, true);
window.late = late;
window.begun = () => {
  clearTimeout(timer);
  removeEventListener("error", hear, true);
  if (note) note.remove();
  try {
    sessionStorage.removeItem("late");
  } catch (_) {}
};
