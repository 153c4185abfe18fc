const e=document.querySelector('meta[name="key"]');e!==null&&e.content!==""&&(sessionStorage.setItem("tracktwo-key",e.content),e.content="",location.replace("/"));
